import { Link } from 'wouter';
import { Empty, Page } from '../components/page';
import { paths } from '../paths';

export function NotFoundPage() {
  return (
    <Page title="Not found">
      <Empty>
        <p>There is nothing at this address, or it belongs to another project.</p>
        <Link href={paths.runs}>To the training runs</Link>
      </Empty>
    </Page>
  );
}
