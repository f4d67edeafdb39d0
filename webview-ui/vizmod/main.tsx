import '../shared/base.css';
import './vizmod.css';
import { render } from 'preact';
import { connectToHost } from '../shared/hostBridge.ts';
import { App } from './app.tsx';
import { VisualizationPage } from './visualizationPage.ts';

const root = document.getElementById('root');
if (root !== null) {
  const page = new VisualizationPage(connectToHost());
  render(<App page={page} />, root);
  page.start();
}
