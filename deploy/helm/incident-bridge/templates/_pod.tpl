{{/* The pod, the same for both kinds of workload. Its labels and annotations leave the versions out: a new chart alone restarts nothing. */}}
{{- define "incident-bridge.pod" -}}
{{- include "incident-bridge.guards" . }}
{{- $postgres := include "incident-bridge.isPostgres" . }}
metadata:
  labels:
    {{- include "incident-bridge.selectorLabels" . | nindent 4 }}
    {{- with mergeOverwrite (deepCopy .Values.commonLabels) .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .Values.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  serviceAccountName: {{ include "incident-bridge.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- if not (kindIs "invalid" .Values.hostUsers) }}
  hostUsers: {{ .Values.hostUsers }}
  {{- end }}
  {{- with include "incident-bridge.imagePullSecrets" . | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  {{- with .Values.initContainers }}
  initContainers:
    {{- tpl (toYaml .) $ | nindent 4 }}
  {{- end }}
  containers:
    - name: incident-bridge
      image: {{ include "incident-bridge.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      env:
        {{- include "incident-bridge.environment" . | trim | nindent 8 }}
      {{- with .Values.extraEnvFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - name: http
          containerPort: {{ .Values.config.server.webhookPort }}
          protocol: TCP
        - name: management
          containerPort: {{ .Values.config.server.managementPort }}
          protocol: TCP
      startupProbe:
        httpGet:
          path: /readyz
          port: management
        {{- toYaml .Values.startupProbe | nindent 8 }}
      readinessProbe:
        httpGet:
          path: /readyz
          port: management
        {{- toYaml .Values.readinessProbe | nindent 8 }}
      livenessProbe:
        httpGet:
          path: /healthz
          port: management
        {{- toYaml .Values.livenessProbe | nindent 8 }}
      {{- with .Values.lifecycle }}
      lifecycle:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: secrets
          mountPath: {{ .Values.config.secrets.directory }}
          readOnly: true
        - name: tmp
          mountPath: /tmp
        {{- if not $postgres }}
        - name: data
          mountPath: {{ dir .Values.config.storage.path }}
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    {{- with .Values.extraContainers }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "incident-bridge.secretsVolume" . | trim | nindent 4 }}
    - name: tmp
      emptyDir: {}
    {{- if and (not $postgres) (not .Values.persistence.enabled) }}
    - name: data
      emptyDir: {}
    {{- else if and (not $postgres) .Values.persistence.existingClaim }}
    - name: data
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- tpl (toYaml .) $ | nindent 4 }}
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if and $postgres .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range .Values.topologySpreadConstraints }}
    - {{ merge (deepCopy .) (dict "labelSelector" (dict "matchLabels" (include "incident-bridge.selectorLabels" $ | fromYaml))) | toYaml | nindent 6 | trim }}
    {{- end }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.hostAliases }}
  hostAliases:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.dnsPolicy }}
  dnsPolicy: {{ . }}
  {{- end }}
  {{- with .Values.dnsConfig }}
  dnsConfig:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The settings, in the container's environment. */}}
{{- define "incident-bridge.environment" -}}
{{- $config := deepCopy .Values.config }}
{{- if include "incident-bridge.isPostgres" . }}
{{- $_ := unset $config.storage "path" }}
{{- end }}
{{- include "incident-bridge.settings" (dict "prefix" "" "values" $config "keepNames" false) }}
{{- with .Values.extraEnv }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}

{{/* The credentials, each a file named like its setting. */}}
{{- define "incident-bridge.secretsVolume" -}}
- name: secrets
  projected:
    defaultMode: 288 # 0440
    sources:
      {{- with include "incident-bridge.wholeSecret" . }}
      - secret:
          name: {{ . }}
      {{- end }}
      {{- if .Values.secrets.trial }}
      - secret:
          name: {{ include "incident-bridge.fullname" . }}-trial
      {{- end }}
      {{- range $setting, $source := .Values.secrets.from }}
      - secret:
          name: {{ $source.name }}
          items:
            - key: {{ $source.key }}
              path: {{ $setting }}
      {{- end }}
{{- end }}

{{- define "incident-bridge.imagePullSecrets" -}}
{{- with concat .Values.imagePullSecrets (dig "imagePullSecrets" list .Values.global) }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
