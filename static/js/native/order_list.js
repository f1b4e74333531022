// A list that is put in order with buttons. Without this script each item has a select with its place.

customElements.define(
  "order-list",
  class extends HTMLElement {
    connectedCallback() {
      if (this.hasAttribute("data-ready")) return;
      this.list = this.querySelector("ol");
      for (const item of this.list.children) this.addButtons(item);
      this.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) this.move(button.closest("li"), button);
      });
      this.toggleAttribute("data-ready", true);
      this.number();
    }

    addButtons(item) {
      const buttons = document.importNode(this.querySelector("template").content, true);
      for (const label of buttons.querySelectorAll(".ds-sr-only")) {
        label.append(` ${this.textOf(item)}`);
      }
      item.append(buttons);
    }

    textOf(item) {
      return item.querySelector("label").textContent.trim();
    }

    /** Exchange an item with its neighbour. The neighbour is moved, so that the focus stays on the button. */
    move(item, button) {
      if (button.getAttribute("aria-disabled") === "true") return;
      if (button.value === "up") item.after(item.previousElementSibling);
      else item.before(item.nextElementSibling);
      this.number();
      const items = [...this.list.children];
      const words = { text: this.textOf(item), place: items.indexOf(item) + 1, count: items.length };
      const sentence = this.dataset.moved.replace(/\{(\w+)\}/g, (_match, name) => words[name]);
      this.querySelector("[role=status]").textContent = sentence;
    }

    /** Set the places to the order that is shown. */
    number() {
      const items = [...this.list.children];
      items.forEach((item, index) => {
        item.querySelector("select").value = index + 1;
        this.allow(item, "up", index > 0);
        this.allow(item, "down", index < items.length - 1);
      });
    }

    /** A button that cannot be used keeps the focus, which a disabled one would lose. */
    allow(item, value, isAllowed) {
      item.querySelector(`button[value=${value}]`).setAttribute("aria-disabled", String(!isAllowed));
    }
  },
);
