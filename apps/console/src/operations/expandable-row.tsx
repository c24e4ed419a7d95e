import { ActionIcon, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useOperationsTexts } from './texts';

interface ExpandableRowProps {
  /** Names the button for those who don't see the row. */
  name: string;
  /** Cells after that of the button. */
  children: ReactNode;
  /** How many cells those are. */
  cells: number;
  details: ReactNode;
}

/** A row, and below it what there is no room for. */
export function ExpandableRow({ name, children, cells, details }: ExpandableRowProps) {
  const t = useOperationsTexts();
  const id = useId();
  const [isOpen, { toggle }] = useDisclosure(false);
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr>
        <Table.Td w={36}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`${t('details')}: ${name}`}
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={toggle}
          >
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
        {children}
      </Table.Tr>
      {isOpen && (
        <Table.Tr id={id}>
          <Table.Td />
          <Table.Td colSpan={cells} pb="md">
            {details}
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
