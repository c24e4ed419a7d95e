import { useState } from 'react';

export interface Pages {
  /** Undefined on the first page. */
  cursor: string | undefined;
  /** From 1. */
  number: number;
  toOlder(cursor: string): void;
  toNewer(): void;
}

/** Walks pages that are found by where the one before ended. Another `filter` begins anew. */
export function usePages(filter: object): Pages {
  const key = JSON.stringify(filter);
  const [walked, setWalked] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = walked.key === key ? walked.cursors : [];
  return {
    cursor: cursors.at(-1),
    number: cursors.length + 1,
    toOlder: (cursor) => setWalked({ key, cursors: [...cursors, cursor] }),
    toNewer: () => setWalked({ key, cursors: cursors.slice(0, -1) }),
  };
}
