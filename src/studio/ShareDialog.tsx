import { useState } from 'react';
import { toHash } from '../state/link';
import { keepRecipe } from '../state/recipe-library';
import { saveRecipe } from '../state/share-actions';
import { useDeps, useStudio } from './context';
import { Button } from './ui/Button';
import { Dialog } from './ui/Dialog';
import { Field } from './ui/Field';
import { TextInput } from './ui/Input';

/** The dialog that hands the walk on. */
export default function ShareDialog({ close }: { readonly close: () => void }) {
  const deps = useDeps();
  const recipe = useStudio((state) => state.recipe.present);
  const room = useStudio((state) => state.room);
  const [name, setName] = useState(recipe.series === '' ? 'Recipe' : recipe.series);
  const [copied, setCopied] = useState<string>();
  const link = `${window.location.origin}${window.location.pathname}${toHash(recipe, room)}`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied('Copied.');
    } catch {
      setCopied('The browser did not allow copying. Select the link and copy it by hand.');
    }
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Share the recipe"
      onSubmit={() => void copy()}
      note="Every choice and the seed. No data and no secret is in it; whoever opens it reads the data with their own access."
      actions={
        <>
          <Button icon="download" kind="outline" onClick={() => void saveRecipe(deps, name)}>
            Recipe as JSON
          </Button>
          <Button
            icon="library"
            kind="outline"
            onClick={() => {
              void keepRecipe(deps, name);
              close();
            }}
          >
            Keep in the library
          </Button>
          <Button kind="primary" type="submit">
            Copy the link
          </Button>
        </>
      }
    >
      <Field label="Name" help="For the library and the file.">
        {(ids) => <TextInput {...ids} name="name" value={name} onChange={setName} />}
      </Field>
      <Field label="Link" help={copied ?? 'To hand over a trained model, save it as .zip in Forecast.'}>
        {(ids) => (
          <TextInput
            {...ids}
            name="link"
            value={link}
            mono
            readOnly
            onChange={() => {}}
            onFocus={(event) => event.target.select()}
          />
        )}
      </Field>
    </Dialog>
  );
}
