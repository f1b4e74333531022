// A content type that is only read: it reports no result.
Narlara.Page = function Page(params) {
  H5P.EventDispatcher.call(this);
  this.params = params;
};
Narlara.Page.prototype = Object.assign(Object.create(H5P.EventDispatcher.prototype), {
  constructor: Narlara.Page,

  attach($container) {
    const text = document.createElement("p");
    text.textContent = this.params.question;
    $container.get(0).append(text);
  },
});
