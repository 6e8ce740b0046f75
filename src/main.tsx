import './studio/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startEngine } from './engine/start';
import { type Deps, sayFailure } from './state/deps';
import { followHash } from './state/follow-hash';
import { react } from './state/reactions';
import { recall } from './state/settings-actions';
import { createStudio } from './state/store';
import { refreshLibrary } from './state/work-actions';
import { App } from './studio/App';
import { StudioContext } from './studio/context';
import { download } from './studio/download';
import { openVault } from './vault/open';

const deps: Deps = {
  store: createStudio(),
  engine: startEngine(),
  vault: openVault({ onTrouble: (failure) => sayFailure(deps, failure) }),
  save: ({ name, bytes, mime }) => download(name, new Blob([bytes as BlobPart], { type: mime })),
  now: () => performance.now(),
  held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: false },
  running: new Map(),
};

react(deps);
followHash(deps, window);
void recall(deps);
void refreshLibrary(deps);
void import('./state/fleet-actions').then(({ findUnfinished }) => findUnfinished(deps));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <StudioContext value={deps}>
      <App />
    </StudioContext>
  </StrictMode>,
);
