const browsers = globalThis.navigator?.language ?? "en";

/** The screen is in English, including dates and numbers. For a browser in another language they have the day before
 * the month and 24 hours, as is most common worldwide. */
export const locale = browsers.startsWith("en") ? browsers : "en-GB";
