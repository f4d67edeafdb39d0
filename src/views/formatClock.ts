import * as vscode from 'vscode';

/** The time of day; with the date when that is not today. */
export function formatClock(time: number): string {
  const date = new Date(time);
  const clock = date.toLocaleTimeString(vscode.env.language, { hour: '2-digit', minute: '2-digit' });
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clock : `${date.toLocaleDateString(vscode.env.language)} ${clock}`;
}
