/** `2024-01-15T10:30:00Z`: UTC without milliseconds, as all systems but omr print it. */
export function toSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
