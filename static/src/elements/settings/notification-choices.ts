// The notification settings with a few choices each.
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ChangePreferences, NotificationPreferences, Notify, Privacy } from "../../models/api";

/** Resolves to whether it was accepted. */
export type Change = (changes: ChangePreferences) => Promise<boolean>;

const LEVELS: readonly [Notify, string][] = [
  ["all", "Everything"],
  ["mentions", "Mentions"],
  ["nothing", "Nothing"],
];

const PRIVACIES: readonly [Privacy, string, string][] = [
  [
    "auto",
    "Automatic",
    "Everything in browsers, where no one can read it on the way. Nothing in phone apps.",
  ],
  ["full", "Everything", "Who wrote, where and what. Google and Apple can read it on the way to phone apps."],
  ["sender", "Sender only", "Who wrote and where, but not what."],
  ["nothing", "Nothing", "“New message”, without names."],
];

const DELAYS: readonly [string, string][] = [
  ["", "Never"],
  ["15", "After 15 minutes"],
  ["60", "After 1 hour"],
  ["1440", "After 1 day"],
];

export function levelChoices(
  { notify, notify_channels }: NotificationPreferences,
  change: Change,
): TemplateResult {
  return html`
    ${segments("notify", "Direct conversations and groups", notify, (level) => change({ notify: level }))}
    ${segments("notify_channels", "Channels", notify_channels, (level) => change({ notify_channels: level }))}
  `;
}

function segments(
  name: string,
  legend: string,
  level: Notify,
  pick: (level: Notify) => void,
): TemplateResult {
  return html`<fieldset class="choices">
    <legend>${legend}</legend>
    <div class="segments">
      ${LEVELS.map(
        ([value, label]) =>
          html`<label><input type="radio" name=${name} value=${value} .checked=${live(level === value)} @change=${() => pick(value)} /><span>${label}</span></label>`,
      )}
    </div>
  </fieldset>`;
}

export function privacyChoices({ privacy }: NotificationPreferences, change: Change): TemplateResult {
  return html`<fieldset class="choices">
    <legend class="aside">What notifications say</legend>
    ${PRIVACIES.map(
      ([
        value,
        label,
        meaning,
      ]) => html`<label><input type="radio" name="privacy" value=${value} .checked=${live(privacy === value)} @change=${() => change({ privacy: value })} />
        <span>${label}<small>${meaning}</small></span></label>`,
    )}
  </fieldset>`;
}

export function emailChoice({ email_after, email }: NotificationPreferences, change: Change): TemplateResult {
  const chosen = email_after ? String(email_after) : "";
  // Another client may have chosen a delay that is not in this list.
  const delays = DELAYS.some(([value]) => value === chosen)
    ? DELAYS
    : [...DELAYS, [chosen, `After ${chosen} minutes`] as const];
  const pick = ({ target }: Event): void => {
    const { value } = target as HTMLSelectElement;
    change({ email_after: value ? Number(value) : null });
  };
  return html`<div class="field">
    <label for="email-after">Unread messages</label>
    <select id="email-after" @change=${pick}>
      ${delays.map(([value, label]) => html`<option value=${value} .selected=${value === chosen}>${label}</option>`)}
    </select>
    ${
      email
        ? html`<p class="help">To ${email}</p>`
        : html`<p class="help">You have no confirmed email address yet. <a href="/accounts/email/">Confirm one</a></p>`
    }
  </div>`;
}
