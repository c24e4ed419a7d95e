/** `YYYY-MM-DD` in the east of Indonesia: it is not tomorrow yet anywhere in the country. */
export function todayInIndonesia(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jayapura' }).format();
}
