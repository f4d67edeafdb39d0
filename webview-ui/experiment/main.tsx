import '../shared/base.css';
import '../shared/lineChart.css';
import '../shared/virtualTable.css';
import './experiment.css';
import { render } from 'preact';
import { connectToHost } from '../shared/hostBridge.ts';
import { App } from './app.tsx';
import { ExperimentPage } from './experimentPage.ts';

const root = document.getElementById('root');
if (root !== null) {
  const page = new ExperimentPage(connectToHost());
  render(<App page={page} />, root);
  page.start();
}
