import { Anchor, Group, Loader, Text } from '@mantine/core';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { useUser } from '../app/user';
import { useUploadTexts } from './texts';
import { uploadQueue } from './upload-queue';
import { useSendings } from './use-sendings';

/** In the header: that something is on its way, wherever one is in the console. It also takes up what a reload interrupted. */
export function UploadIndicator() {
  const t = useUploadTexts();
  const { id } = useUser();
  const sendings = useSendings();
  useEffect(() => {
    void uploadQueue.takeUp(id);
    return () => uploadQueue.stop();
  }, [id]);
  const count = sendings.filter(({ state }) => state !== 'begun' && state !== 'failed').length;
  if (count === 0) return null;
  return (
    <Anchor component={Link} href="/upload" aria-label={t('indicator', { count })}>
      <Group gap={6} wrap="nowrap">
        <Loader size={16} aria-hidden />
        <Text size="sm" visibleFrom="sm">
          {t('indicator', { count })}
        </Text>
      </Group>
    </Anchor>
  );
}
