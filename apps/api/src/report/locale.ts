import { type Formats, formatsOf } from './formats';
import { type Language, type Words, wordsOf } from './language';

/** How a report is written: its words, and how they write numbers and times. */
export interface Locale {
  language: Language;
  words: Words;
  formats: Formats;
}

export const ENGLISH: Locale = localeOf('en');
export const THAI: Locale = localeOf('th');
export const INDONESIAN: Locale = localeOf('id');

function localeOf(language: Language): Locale {
  return { language, words: wordsOf(language), formats: formatsOf(language) };
}
