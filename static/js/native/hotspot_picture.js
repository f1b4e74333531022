// A picture whose areas choose the options of the list below it, and show which ones are chosen.

customElements.define(
  "hotspot-picture",
  class extends HTMLElement {
    connectedCallback() {
      if (this.hasAttribute("data-ready")) return;
      this.toggleAttribute("data-ready", true);
      const question = this.closest("fieldset");
      this.options = new Map([...question.querySelectorAll("input")].map((input) => [input.value, input]));
      this.addEventListener("click", (event) => {
        this.options.get(event.target.closest("[data-option]")?.dataset.option)?.click();
      });
      question.addEventListener("change", () => this.showChosen());
      this.showChosen();
    }

    showChosen() {
      for (const area of this.querySelectorAll("[data-option]")) {
        const isChosen = this.options.get(area.dataset.option)?.checked ?? false;
        area.classList.toggle("hotspot__area--chosen", isChosen);
      }
    }
  },
);
