import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Spinner } from '../../ui/Spinner';

const Doctor = lazy(() => import('./Doctor'));

/** A button that tests the open connection, in a page over the page. */
export function TestConnection() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="outline" onClick={() => setOpen(true)}>
        Test the connection
      </Button>
      {open && (
        <Dialog open wide title="Test the connection" onClose={() => setOpen(false)}>
          <Suspense fallback={<Spinner label="Opening the tests" />}>
            <Doctor />
          </Suspense>
        </Dialog>
      )}
    </>
  );
}
