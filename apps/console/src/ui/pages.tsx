import { Pagination } from '@mantine/core';
import { useEffect } from 'react';

interface PagesProps {
  /** What a page is called: `Page of the list`. */
  label: string;
  /** Rows in all. */
  total: number;
  perPage: number;
  page: number;
  onChange(page: number): void;
}

/** The pages of a list, each with a name; nothing when there is one alone. Leads back to the last one when there are fewer by now. */
export function Pages({ label, total, perPage, page, onChange }: PagesProps) {
  const pages = Math.ceil(total / perPage);
  const last = Math.max(1, pages);
  useEffect(() => {
    if (page > last) onChange(last);
  }, [page, last, onChange]);
  if (pages <= 1) return null;
  return (
    <Pagination
      total={pages}
      value={page}
      onChange={onChange}
      getItemProps={(number) => ({ 'aria-label': `${label} ${number}` })}
      getControlProps={(control) => ({ 'aria-label': `${label}: ${control}` })}
    />
  );
}
