import { IconPrinter } from '@tabler/icons-react';
import { useBatchTexts } from './texts';
import { ConfirmButton } from '../ui/confirm-button';
import { openReport } from '../ui/save-file';

/** Opens a batch's report, to be read and printed. @param path of the report, `/api/…/report.html` */
export function ReportButton({ path }: { path: string }) {
  const t = useBatchTexts();
  return (
    <ConfirmButton leftSection={<IconPrinter size={16} aria-hidden />} action={() => openReport(path)}>
      {t('report')}
    </ConfirmButton>
  );
}
