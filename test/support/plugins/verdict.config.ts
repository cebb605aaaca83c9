import { defineConfig } from 'flywheel/plugin';
import verdict from './verdict/index.ts';

export default defineConfig({ plugins: [verdict] });
