import { Table, VisuallyHidden } from '@mantine/core';

import { type ReactNode } from 'react';
import { useOperationsTexts } from './texts';

interface WideTableProps {
  label: string;
  minWidth: number;
  /** '' for the one of the buttons that open details. */
  columns: string[];
  children: ReactNode;
}

/** A table that scrolls inside itself where the screen is narrow, by keyboard as well. */
export function WideTable({ label, minWidth, columns, children }: WideTableProps) {
  const t = useOperationsTexts();
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      pos="relative"
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <Table verticalSpacing={6} aria-label={label} style={{ overflowWrap: 'break-word' }}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col" fz="xs" style={{ whiteSpace: 'nowrap' }}>
                {column === '' ? <VisuallyHidden>{t('details')}</VisuallyHidden> : column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
