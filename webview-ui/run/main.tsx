import '../shared/base.css';
import '../shared/lineChart.css';
import '../shared/virtualTable.css';
import './run.css';
import { render } from 'preact';
import { connectToHost } from '../shared/hostBridge.ts';
import { App } from './app.tsx';
import { RunPage } from './runPage.ts';

const root = document.getElementById('root');
if (root !== null) {
  const page = new RunPage(connectToHost());
  render(<App page={page} />, root);
  page.start();
}
