const MIB = 1024 * 1024;

/** How much of a stranger's archive we are ready to unpack. */
export interface ZipLimits {
  /** Members, directories included. */
  maxEntries: number;
  /** One member, unpacked. */
  maxEntryBytes: number;
  /** All members together, unpacked. */
  maxTotalBytes: number;
  /** Unpacked by packed size, of a member and of the whole, looked at only above `ratioFreeBytes`. */
  maxRatio: number;
  ratioFreeBytes: number;
}

export const defaultZipLimits: ZipLimits = {
  maxEntries: 20_000,
  maxEntryBytes: 200 * MIB,
  maxTotalBytes: 20 * 1024 * MIB,
  maxRatio: 200,
  ratioFreeBytes: MIB,
};

/** A limit as people write it: `200 MiB`, `20 GiB`. */
export function sizeInWords(bytes: number): string {
  if (bytes >= 1024 * MIB) return `${Math.round(bytes / (1024 * MIB))} GiB`;
  return bytes >= MIB ? `${Math.round(bytes / MIB)} MiB` : `${bytes} bytes`;
}
