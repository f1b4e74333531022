// The page of H5P content on the site, whose shell has the SCORM API.
import { start } from "./play.js";

start(window.parent.API_1484_11, JSON.parse(document.getElementById("state").textContent));
