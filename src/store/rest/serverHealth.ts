/** Whether a tracking server answers; `/health` asks for no login and accepts any host name (MLflow 1.30 to 3.18). */
export async function isServerHealthy(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not there yet, or given up: the asker knows which.
    return false;
  }
}
