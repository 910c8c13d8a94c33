const browsers = globalThis.navigator?.language ?? "en";

/** The words of the screen are English, and so are its dates and numbers. A browser in another language gets them
 * with the day before the month and 24 hours, as most of the world writes them. */
export const locale = browsers.startsWith("en") ? browsers : "en-GB";
