// The API page: Swagger UI on our own document, nothing fetched from elsewhere.
const holder = document.querySelector('#swagger');
SwaggerUIBundle({ url: holder.dataset.url, dom_id: '#swagger', validatorUrl: null, deepLinking: true });
