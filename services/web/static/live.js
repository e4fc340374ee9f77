// The live parts of the console. Without this file every page works by loading it again.
//   data-live="/address" data-every="2000"   a part that is fetched again; it says itself
//                                            when to stop, by coming without data-live
//   data-count="/address"                    a form whose count follows what is ticked
//   data-upload                              a form whose file is long under way: it says how far
//                                            it is; its part .uploading has the words
//   data-most="20971520"                     a file that is too large is said before it is sent
//   data-print     a button that prints the page
"use strict";

const fetched = async (address, options = {}) => {
  const answer = await fetch(address, { ...options, headers: { "X-Live": "1" } });
  if (answer.status === 401) window.location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.body.firstElementChild;
};

const replace = (part, fresh) => {
  for (const open of part.querySelectorAll("details[open][id]")) {
    fresh.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  }
  const held = part.contains(document.activeElement) && document.activeElement.closest("[id]");
  part.replaceWith(fresh);
  if (held && held !== part) document.getElementById(held.id)?.querySelector("summary")?.focus();
};

const follow = (part) => {
  const { live, every, then } = part.dataset;
  if (!live) return;
  setTimeout(async () => {
    // Nobody looks, or somebody is about to press a button in it: leave it as it is for now.
    if (document.hidden || part.querySelector("details.stop[open]")) return follow(part);
    try {
      const fresh = await fetched(live);
      if (then === "reload" && !fresh.dataset.live) return window.location.reload();
      replace(part, fresh);
      follow(fresh);
    } catch {
      part.querySelector(".stale-note")?.removeAttribute("hidden");
      follow(part);
    }
  }, Number(every));
};

const count = (form) => {
  let waiting;
  const ask = async () => {
    try {
      const body = new URLSearchParams(new FormData(form));
      document.getElementById("count").replaceWith(await fetched(form.dataset.count, { method: "POST", body }));
    } catch {
      form.closest("main").querySelector(".without-script")?.classList.remove("without-script");
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
};

const weigh = (field) => {
  field.addEventListener("change", () => {
    const heavy = [...field.files].some((file) => file.size > Number(field.dataset.most));
    field.setCustomValidity(heavy ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
};

const upload = (form) => {
  const bar = form.querySelector(".uploading");
  const button = form.querySelector(".actions .button");
  form.addEventListener("submit", (event) => {
    // fetch() does not tell how much has been sent; this older way does.
    const way = new XMLHttpRequest();
    way.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.querySelector("progress").value = (100 * loaded) / total;
    });
    way.addEventListener("load", () => {
      if (way.responseURL !== form.action) return window.location.assign(way.responseURL);
      const page = new DOMParser().parseFromString(way.responseText, "text/html");
      document.documentElement.replaceWith(page.documentElement);
      begin();
    });
    // Whatever is wrong, the browser's own way has a page for it; twice sent is once done.
    way.addEventListener("error", () => form.submit());
    event.preventDefault();
    way.open("POST", form.action);
    way.send(new FormData(form));
    button.disabled = true;
    bar.hidden = false;
    bar.scrollIntoView({ block: "nearest" });
  });
};

const begin = () => {
  document.documentElement.classList.add("with-script");
  document.querySelectorAll("[data-live]").forEach(follow);
  document.querySelectorAll("[data-count]").forEach(count);
  document.querySelectorAll("[data-upload]").forEach(upload);
  document.querySelectorAll("[data-most]").forEach(weigh);
  document.getElementById("problem")?.focus();
};

begin();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.onclick = () => print();
}
