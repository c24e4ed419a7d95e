import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';

export default function Page(props: SystemPageProps) {
  return <BatchHeader {...props} />;
}
