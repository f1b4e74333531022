import java.io.FileInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates each file as PDF/UA-1 with veraPDF, prints what fails, and exits with 1 if anything does. */
class ValidatePdf {
  public static void main(String[] paths) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    boolean isValid = true;
    for (String path : paths) isValid &= isCompliant(path);
    System.exit(isValid ? 0 : 1);
  }

  private static boolean isCompliant(String path) throws Exception {
    PDFAFlavour flavour = PDFAFlavour.PDFUA_1;
    try (FileInputStream file = new FileInputStream(path);
        PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      System.out.printf("%s: %s, %d checks%n", path, result.isCompliant() ? "PDF/UA-1" : "not PDF/UA-1", result.getTotalAssertions());
      List<TestAssertion> failed = result.getTestAssertions();
      failed.stream()
          .filter(check -> check.getStatus() == TestAssertion.Status.FAILED)
          .forEach(check -> System.out.printf("  %s: %s (%s)%n", check.getRuleId().getClause(), check.getMessage(), check.getLocation().getContext()));
      return result.isCompliant();
    }
  }
}
