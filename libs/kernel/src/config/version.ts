/** The version of all programs of this project; a test compares it with the packages'. */
export const VERSION = '0.1.0';
