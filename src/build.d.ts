/** The name of this build, sortable by time; written by Vite. */
declare const __BUILD__: string
