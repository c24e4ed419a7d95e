/** One a queue, in the order of the status; each at least 3 to 1 to the page, and told apart by their dashes as well. */
const LIGHT = ['#1c60c4', '#b5460f', '#1f7a3d', '#8f2fa8', '#7a6200', '#555d66'];
const DARK = ['#74b3ff', '#ff9d66', '#6fd68f', '#df94f2', '#e3c84a', '#b4bcc6'];
const DASHES: number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4]];

export function colourOfQueue(index: number, scheme: 'light' | 'dark'): string {
  const colours = scheme === 'dark' ? DARK : LIGHT;
  return colours[index % colours.length] as string;
}

export function dashOfQueue(index: number): number[] {
  return DASHES[index % DASHES.length] as number[];
}
