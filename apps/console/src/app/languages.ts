import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

export const LANGUAGES = { en: 'English', th: 'ไทย', id: 'Bahasa Indonesia' } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT_AS = 'sluice.language';

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: {},
  // React escapes.
  interpolation: { escapeValue: false },
  returnNull: false,
  showSupportNotice: false,
});
document.documentElement.lang = i18next.language;

/** The one chosen before, else the first of the browser's that there is. */
function firstLanguage(): Language {
  const wishes = [localStorage.getItem(KEPT_AS) ?? '', ...navigator.languages];
  return wishes.map((wish) => wish.split('-')[0] as Language).find((wish) => wish in LANGUAGES) ?? 'en';
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** `rows_one` and `rows_other` are asked for as `rows`, with a `count`. */
type Asked<Key> = Key extends `${infer Name}_${'one' | 'other'}` ? Name : Key;

/** What a component calls for a text. */
export type Translate<Key extends string> = (
  key: Asked<Key>,
  values?: Record<string, string | number>,
) => string;

/**
 * The texts of one part of the console, in all languages: the compiler sees that none is missing. They are loaded with the
 * part that shows them.
 * @returns a hook that gives the function that finds them
 */
export function defineTexts<Key extends string>(
  part: string,
  texts: Record<Language, Record<Key, string>>,
): () => Translate<Key> {
  for (const language of Object.keys(texts) as Language[]) {
    i18next.addResourceBundle(language, part, texts[language]);
  }
  return function useTexts() {
    const { t } = useTranslation(part);
    return t as unknown as Translate<Key>;
  };
}

export function currentLanguage(): Language {
  return i18next.language as Language;
}
