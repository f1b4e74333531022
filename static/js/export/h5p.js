// The page of H5P content in an exported package: its files, player and libraries are beside it.
import { start } from "../h5p/play.js";
import { recordApi } from "./h5p_api.js";

const ADDRESSES = ["files", "libraries", "frameJs", "frameCss"];

const state = JSON.parse(document.getElementById("state").textContent);
// The player takes an address without a host for one at the root of the host.
for (const name of ADDRESSES) state[name] = new URL(state[name], document.baseURI).href;
const api = recordApi(state.standard);
document.querySelector("[data-unconnected]").hidden = api.isConnected;
start(api, state);
