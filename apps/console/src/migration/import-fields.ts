import { dataOf } from '@sluice/client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { client } from '../app/session';

export const IMPORT_TYPES = ['package', 'jamaah', 'payment'] as const;
export type ImportType = (typeof IMPORT_TYPES)[number];

/** One field of an import, in the API's own language. */
export interface ImportField {
  name: string;
  label: string;
  isRequired: boolean;
  /** What its values must look like. */
  expected: string;
}

/** The fields of an import, in the order of its template. */
export function useImportFields(type: ImportType): readonly ImportField[] {
  return useSuspenseQuery({
    queryKey: ['import-fields', type],
    queryFn: () => readFields(type),
    staleTime: Infinity,
  }).data;
}

async function readFields(type: ImportType): Promise<ImportField[]> {
  const params = { path: { type } };
  const { columns } = await dataOf(
    client.http.GET('/api/v1/onboarding/migration/columns/{type}', { params }),
  );
  return columns.map(({ name, label, required, expected_format: expected }) => ({
    name,
    label,
    expected,
    isRequired: required,
  }));
}
