importScripts("https://vendor.example/blankett/blankett-worker.js");
