import { Table } from '@mantine/core';
import { type ReactNode } from 'react';

interface WideTableProps {
  label: string;
  minWidth: number;
  columns: string[];
  children: ReactNode;
}

/** A table that scrolls inside itself where the screen is narrow, by keyboard as well. */
export function WideTable({ label, minWidth, columns, children }: WideTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" role="region" aria-label={label} tabIndex={0}>
      <Table verticalSpacing={6} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column} scope="col" fz="xs" style={{ whiteSpace: 'nowrap' }}>
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
