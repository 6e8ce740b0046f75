import { defineExporter, type ModelInput } from '../types';

export const modelBundle = defineExporter<ModelInput>({
  id: 'model-bundle',
  title: 'Model bundle',
  summary:
    'The whole model in one file: import it elsewhere for the same forecast, or load its networks with TensorFlow.js.',
  extension: 'zip',
  mime: 'application/zip',
  export: async (input) => (await import('./write')).writeBundle(input),
});
