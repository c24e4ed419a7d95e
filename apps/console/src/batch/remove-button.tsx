import { useLocation } from 'wouter';
import { queries } from '../app/queries';
import { ConfirmButton } from '../ui/confirm-button';
import { useBatchTexts } from './texts';

interface RemoveButtonProps {
  /** Of what is deleted, for the question. */
  name: string;
  action: () => Promise<unknown>;
}

/** Deletes a batch once it has been asked for twice, and goes back to the list. */
export function RemoveButton({ name, action }: RemoveButtonProps) {
  const t = useBatchTexts();
  const [, go] = useLocation();
  return (
    <ConfirmButton
      c="light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))"
      question={t('removeAsk', { name })}
      action={async () => {
        await action();
        go('/');
        await queries.invalidateQueries({ queryKey: ['batches'] });
      }}
    >
      {t('remove')}
    </ConfirmButton>
  );
}
