# syntax=docker/dockerfile:1
# Two stages: compile with everything, run with what is needed. The engines are WebAssembly files, so there is no
# binary to fetch and nothing to execute but Node.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=optional
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev --omit=optional

FROM node:24-slim
WORKDIR /app
# HOST: Probot listens on localhost by default, which nothing outside a container can reach.
ENV NODE_ENV=production HOST=0.0.0.0 LANEKEEPER_DATA=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY templates ./templates
COPY engines/*.wasm.br engines/checksums.json ./engines/
RUN mkdir /data && chown 65532:65532 /data
USER 65532:65532
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["serve"]
