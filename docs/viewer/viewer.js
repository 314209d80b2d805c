// Shows the API document that lies beside this page.
SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  // The badge would ask a validator on the internet.
  validatorUrl: null,
});
