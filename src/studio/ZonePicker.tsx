import { useState } from 'react';
import { offsetText, readOffset } from '../math/zone';
import { localZone, zones } from '../math/zone-names';
import { setZone } from '../state/zone-actions';
import { useDeps, useZone } from './context';
import { Button } from './ui/Button';
import { type Command, Finder } from './ui/CommandPalette';

/** Which zone's clock and calendar times are shown and typed in; opens the list of all. */
export function ZoneButton({ className }: { readonly className?: string }) {
  const zone = useZone();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        small
        kind="outline"
        className={className}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        Time zone: {zone}
      </Button>
      <ZonePicker open={open} onOpenChange={setOpen} />
    </>
  );
}

interface ZonePickerProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Every zone by a few letters of its name, UTC and this computer's first, each with its offset today. */
export function ZonePicker({ open, onOpenChange }: ZonePickerProps) {
  const deps = useDeps();
  const zone = useZone();
  const commands = open ? choices(zone).map((one) => ({ ...one, run: () => void setZone(deps, one.id) })) : [];
  return (
    <Finder
      open={open}
      onOpenChange={onOpenChange}
      label="Time zone"
      placeholder="Find a zone, e.g. Vienna"
      commands={commands}
    />
  );
}

function choices(chosen: string): readonly Omit<Command, 'run'>[] {
  const now = Date.now();
  const first = [...new Set(['UTC', localZone(), chosen])];
  return [...first, ...zones().filter((zone) => !first.includes(zone))].map((zone) => ({
    id: zone,
    title: zone,
    first: zone === localZone(),
    group: [zone === localZone() && 'this computer', zone === chosen && 'chosen', offsetText(readOffset(zone, now))]
      .filter(Boolean)
      .join(', '),
  }));
}
