// How html-validate looks at pages. What is switched off or bent has its reason beside it.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // The shorter way to write it, everywhere.
    "doctype-style": ["error", { style: "lowercase" }],
    // Boxes of one question share its name: several may be ticked.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // A button in a form sends it, which is what HTML says too; one that does not says so.
    "no-implicit-button-type": "off",
    // Blanks at the end of a line are left where a template wrote nothing.
    "no-trailing-whitespace": "off",
    // Files come from the site itself, which could change the page that names their hash as well.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
