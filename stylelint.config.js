export default {
  extends: ["stylelint-config-standard"],
  rules: {
    // block__element--modifier, as Wagtail's own
    "selector-class-pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*(__[a-z0-9]+(-[a-z0-9]+)*)?(--[a-z0-9]+(-[a-z0-9]+)*)?$",
    // the names of Designsystemet's properties
    "custom-property-pattern": [/^[a-z0-9]+(--?[a-z0-9]+)*$/],
    // a phone of 2019 reads min-width, and no ranges
    "media-feature-range-notation": "prefix",
    // -webkit-text-size-adjust and -webkit-box-decoration-break, which phones and Chromium before 130 need
    "property-no-vendor-prefix": null,
    // names of typefaces
    "value-keyword-case": ["lower", { ignoreProperties: [/^--.*font/] }],
    // one form for the test of contrasts
    "color-hex-length": "long",
    // parts of one component stand together, whatever their specificity
    "no-descending-specificity": null,
    "custom-property-empty-line-before": null,
    "declaration-block-single-line-max-declarations": null,
  },
};
