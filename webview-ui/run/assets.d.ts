/** Style sheets are bundled into the page's one .css file. */
declare module '*.css';
