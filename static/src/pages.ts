// Script for the plain pages (sign-in, settings), which also work without it.
import "../styles/pages.css";
import { bounded } from "./helpers/bounded";
import { leavePage } from "./leaving-page";
import { offerPicture } from "./profile-picture";
import { hueOf, initialsOf } from "./render/initials";
import { dismiss, isDismissed } from "./screen/dismissed";
import { placeInChat } from "./screen/visiting";

for (const face of document.querySelectorAll<HTMLElement>("[data-avatar]")) {
  const name = face.dataset.avatar ?? "";
  face.dataset.hue = String(hueOf(name));
  face.dataset.initials = initialsOf(name);
}

for (const notice of document.querySelectorAll<HTMLElement>("[data-notice]")) offerDismissal(notice);

/** Lets the user dismiss a notice of the staff, here and on the chat screen. */
function offerDismissal(notice: HTMLElement): void {
  const id = notice.dataset.notice ?? "";
  notice.hidden = isDismissed(id);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = "Dismiss";
  button.addEventListener("click", () => {
    dismiss(id);
    notice.hidden = true;
  });
  notice.append(button);
}

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

const searched = document.querySelectorAll<HTMLSelectElement>("select[data-search]");
if (searched.length)
  void import("./searched-select").then(({ offerSearch }) => searched.forEach(offerSearch));

const live = document.querySelectorAll<HTMLElement>("[data-live]");
if (live.length) void import("./settings").then(({ showSettings }) => showSettings(live));

for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-to-chat]")) link.href = placeInChat();

for (const buttons of document.querySelectorAll<HTMLElement>("[data-picture]")) offerPicture(buttons);

for (const form of document.querySelectorAll<HTMLFormElement>("form")) {
  form.addEventListener("submit", (event) => {
    const question = form.dataset.confirm;
    if (question && !confirm(question)) event.preventDefault();
    else if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "yes";
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void leavePage().then((leaves) => {
      if (leaves) form.submit();
      else delete form.dataset.sent;
    });
  });
}

// The form must be usable after navigating back.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

for (const field of document.querySelectorAll<HTMLInputElement>("input[maxlength]")) {
  const most = field.maxLength;
  field.removeAttribute("maxlength");
  field.addEventListener("input", bounded(most));
}

for (const field of document.querySelectorAll<HTMLInputElement>('input[type="password"]')) addReveal(field);

/** Adds a "Show" button to a password field. */
function addReveal(field: HTMLInputElement): void {
  const line = document.createElement("div");
  line.className = "password-line";
  const button = document.createElement("button");
  button.type = "button";
  const label = () => {
    const isShown = field.type === "text";
    button.textContent = isShown ? "Hide" : "Show";
    button.setAttribute("aria-label", isShown ? "Hide the password" : "Show the password");
  };
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    label();
  });
  label();
  field.replaceWith(line);
  line.append(field, button);
}
