/** Whether `wanted` stands in `bytes` at a place. For names of members, which are too short for a native call. */
export function equalBytes(wanted: Buffer, bytes: Buffer, at: number): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (wanted[index] !== bytes[at + index]) return false;
  }
  return true;
}
