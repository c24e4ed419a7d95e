import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconCloudUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import classes from './upload-page.module.css';
import { useUploadTexts } from './texts';

interface DropZoneProps {
  /** Endings such as `.zip`. */
  accept: string[];
  onFiles(files: File[]): void;
}

/** Files are dropped anywhere on the page, or chosen by the button. */
export function DropZone({ accept, onFiles }: DropZoneProps) {
  const t = useUploadTexts();
  const [isOver, setIsOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    const allow = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setIsOver(false);
      take.current([...event.dataTransfer.files]);
    };
    document.addEventListener('dragover', allow);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', allow);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <div className={classes['zone']} data-over={isOver || undefined}>
      <Stack align="center" gap="xs">
        <IconCloudUpload size={40} stroke={1.4} aria-hidden />
        <Text fw={600}>{t(isOver ? 'dropHere' : 'drop')}</Text>
        <Text size="sm" c="dimmed" ta="center">
          {accept.join(' ')}
        </Text>
        <FileButton
          multiple
          accept={accept.join(',')}
          onChange={onFiles}
          inputProps={{ 'aria-label': t('choose') }}
        >
          {(props) => (
            <Button variant="default" {...props}>
              {t('choose')}
            </Button>
          )}
        </FileButton>
      </Stack>
    </div>
  );
}
