// The bookmark: hands the page on which it is clicked to the page at CAPTURE, as a phone's share sheet does. Behind the #, so that what somebody
// marked stands in no server's log. Becomes one line: every statement ends with a semicolon, comments are on their own.
(() => {
  const one = (selector, name) => (document.querySelector(selector) || {})[name] || "";
  const page = one('link[rel="canonical"]', "href") || location.href;
  const marked = String(getSelection()).slice(0, 20000);
  const handed = new URLSearchParams({
    url: marked ? location.href : page,
    title: document.title.slice(0, 1000),
    text: marked,
    author_name: one('meta[name="author"]', "content").slice(0, 300),
    author_url: one('a[rel~="author"], link[rel="author"]', "href").slice(0, 500)
  });
  open("CAPTURE#" + handed, "_blank", "noopener");
})();
