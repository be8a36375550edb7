extension RouteTable {
    /// Every path of the vendor's OpenAPI document, and the two of the platform's identity service that clients ask for:
    /// the template, and its verbs. A verb that the mock emulates names its `EmulatedOperation`; `ANY` stands for the verbs
    /// that a route refuses by itself.
    ///
    /// A text, for it costs nothing until a request or a rule needs it.
    static let lines: StaticString = """
        /connect/token POST=token ANY=token
        /.well-known/openid-configuration GET=discovery
        /.well-known/openid-configuration/jwks GET=keys
        /api/companies POST=createCompany
        /api/companies/agentic-ai GET POST
        /api/companies/agentic-ai-settings GET PATCH
        /api/companies/agentic-ai-settings/metadata GET
        /api/companies/agentic-ai-settings/reset POST
        /api/companies/ai GET POST
        /api/companies/bulk-delete DELETE=deleteCompanies
        /api/companies/clients POST=createClient
        /api/companies/clients/generate-client-credentials GET=generateClient
        /api/companies/clients/search POST=searchClients
        /api/companies/clients/search/export POST=exportClients
        /api/companies/clients/{resourceId} DELETE=deleteClient GET=getClient PUT=updateClient
        /api/companies/community-companies GET
        /api/companies/direct-email-settings POST
        /api/companies/direct-email-settings/domain-list POST
        /api/companies/direct-email-settings/google-client GET
        /api/companies/direct-email-settings/make-default/{resourceId} PUT
        /api/companies/direct-email-settings/remove-default/{resourceId} PUT
        /api/companies/direct-email-settings/search POST
        /api/companies/direct-email-settings/search/export POST
        /api/companies/direct-email-settings/settings GET
        /api/companies/direct-email-settings/test POST
        /api/companies/direct-email-settings/{resourceId} DELETE GET PUT
        /api/companies/email-templates POST
        /api/companies/email-templates/categorylookup GET
        /api/companies/email-templates/check-availability POST
        /api/companies/email-templates/email-delivery-setting-list GET
        /api/companies/email-templates/make-default/{resourceId} PUT
        /api/companies/email-templates/merge-tags/{resourceId} GET
        /api/companies/email-templates/search POST
        /api/companies/email-templates/search/export POST
        /api/companies/email-templates/translate POST
        /api/companies/email-templates/typelookup GET
        /api/companies/email-templates/{emailTemplateCategoryResourceId}/default GET
        /api/companies/email-templates/{resourceId} DELETE GET PUT
        /api/companies/get-current-time/{timeZoneId} GET
        /api/companies/get-with-groups POST
        /api/companies/getcompany/{companyId} GET
        /api/companies/licenseexpirydate POST=getLicenseExpiryDate
        /api/companies/limited PUT=updateCompanyLimited
        /api/companies/my GET=listMyCompanies
        /api/companies/my/search POST=searchMyCompanies
        /api/companies/privacy GET=getPrivacy PUT=setPrivacy
        /api/companies/privacymask GET PUT
        /api/companies/proxy-settings POST
        /api/companies/proxy-settings/search POST
        /api/companies/proxy-settings/search/export POST
        /api/companies/proxy-settings/test POST
        /api/companies/proxy-settings/{resourceId} DELETE GET PUT
        /api/companies/roi-settings GET PUT
        /api/companies/saml-settings POST
        /api/companies/saml-settings/default GET
        /api/companies/saml-settings/download-metadata GET
        /api/companies/saml-settings/parse-metadata-file POST
        /api/companies/saml-settings/search POST
        /api/companies/saml-settings/search/export POST
        /api/companies/saml-settings/{resourceId} DELETE GET PUT
        /api/companies/search POST=searchCompanies
        /api/companies/search/export POST=exportCompanies
        /api/companies/siem-settings POST
        /api/companies/siem-settings/search POST
        /api/companies/siem-settings/search/export POST
        /api/companies/siem-settings/test POST
        /api/companies/siem-settings/{resourceId} DELETE GET PUT
        /api/companies/smtp-settings POST
        /api/companies/smtp-settings/search POST
        /api/companies/smtp-settings/search/export POST
        /api/companies/smtp-settings/test POST
        /api/companies/smtp-settings/{resourceId} DELETE GET PUT
        /api/companies/smtp-settings/{resourceId}/test POST
        /api/companies/teams-app/authorize-link POST
        /api/companies/teams-app/callback GET
        /api/companies/teams-app/check POST
        /api/companies/teams-app/install-to-users POST
        /api/companies/teams-app/remove DELETE
        /api/companies/teams-app/send-test-activity POST
        /api/companies/teams-app/upload POST
        /api/companies/teams-obo/authorize-link POST
        /api/companies/teams-obo/callback GET
        /api/companies/translated-email-templates GET
        /api/companies/{companyId}/email-templates/{emailTemplateCategoryResourceId}/default GET
        /api/companies/{resourceId} DELETE=deleteCompany GET=getCompany PUT=updateCompany
        /api/companies/{resourceId}/license-check GET=checkLicense
        /api/companies/{resourceId}/logo GET=getCompanyLogo
        /api/company-groups GET=listCompanyGroups POST=createCompanyGroup
        /api/company-groups/bulk-delete DELETE=deleteCompanyGroups
        /api/company-groups/search POST=searchCompanyGroups
        /api/company-groups/search-with-parent POST=searchCompanyGroupsWithParents
        /api/company-groups/search/export POST=exportCompanyGroups
        /api/company-groups/{resourceId} DELETE=deleteCompanyGroup GET=getCompanyGroup PUT=updateCompanyGroup
        /api/company-groups/{resourceId}/companies/search POST=searchGroupCompanies
        /api/company-groups/{resourceId}/companies/search/export POST=exportGroupCompanies
        /api/company-groups/{resourceId}/participants DELETE=removeGroupParticipants PUT=addGroupParticipants
        /api/roles GET=listRoles POST=createRole
        /api/roles/search POST=searchRoles
        /api/roles/{resourceId} DELETE=deleteRole GET=getRole PUT=updateRole
        /api/roleswithavailable GET=listAvailableRoles
        /api/permissions/all GET=listPermissions
        /api/lookups POST=searchLookups
        /api/lookups/country-timezones GET=listCountryTimeZones
        /api/lookups/licenses GET=listLicenses
        /api/lookups/phishing-scenario-roles GET
        /api/lookups/{typeId} GET=getLookups
        /api/codetypes GET=listCodeTypes
        /api/timezone/timezones GET=listTimeZones
        /api/system-users POST=createSystemUser
        /api/system-users/bulk-delete DELETE=deleteSystemUsers
        /api/system-users/change-password PUT
        /api/system-users/create-password POST
        /api/system-users/mfa POST PUT
        /api/system-users/mfa/disable PUT
        /api/system-users/mfa/resync PUT
        /api/system-users/mfa/send-recovery-sms POST
        /api/system-users/mfa/setup GET
        /api/system-users/mfa/status GET
        /api/system-users/notification-setting POST PUT
        /api/system-users/reset-password POST
        /api/system-users/search POST=searchSystemUsers
        /api/system-users/search/export POST
        /api/system-users/send-reset-password-link POST
        /api/system-users/session-model GET
        /api/system-users/settings GET PUT
        /api/system-users/{resourceId} DELETE=deleteSystemUser PUT=updateSystemUser
        /api/system-users/{resourceId}/role POST
        /api/system-users/{resourceId}/send-information-email POST
        /api/system-users/{userResourceId}/role/{roleResourceId} DELETE
        /api/scim POST=createSCIM
        /api/scim/fields GET=listSCIMFields
        /api/scim/search POST=searchSCIM
        /api/scim/{resourceId} DELETE=deleteSCIM GET=getSCIM PUT=updateSCIM
        /api/scim/{resourceId}/revoke POST=revokeSCIM
        /api/account/login POST
        /api/account/logout GET
        /api/active-directory/groups POST
        /api/active-directory/users POST
        /api/agent-auth/login-url POST
        /api/agent-auth/token POST
        /api/allow-list DELETE POST
        /api/allow-list/mark-as-verified/{resourceId} PUT
        /api/allow-list/search POST
        /api/allow-list/search/export POST
        /api/allow-list/search/unverified GET
        /api/allow-list/search/verified GET
        /api/allow-list/txt-record POST
        /api/allow-list/verify/{resourceId} POST
        /api/analysis-engines GET POST
        /api/analysis-engines-types/{resourceId}/test-connection PUT
        /api/analysis-engines/analysis-exclusions GET PUT
        /api/analysis-engines/form-details GET
        /api/analysis-engines/search POST
        /api/analysis-engines/search/export POST
        /api/analysis-engines/{resourceId} DELETE GET PUT
        /api/analysis-engines/{resourceId}/disable PUT
        /api/analysis-engines/{resourceId}/enable PUT
        /api/audit POST
        /api/audit-logs POST
        /api/audit-logs/search POST
        /api/audit-logs/search/export POST
        /api/available-for/search POST
        /api/callback-simulator/campaign POST
        /api/callback-simulator/campaign-job-report/export/{resourceId}/{instanceGroup} GET
        /api/callback-simulator/campaign-job-report/search-email-activity/{resourceId} GET
        /api/callback-simulator/campaign-job-report/search-email-opened/{resourceId} POST
        /api/callback-simulator/campaign-job-report/search-email-reported/{resourceId} POST
        /api/callback-simulator/campaign-job-report/summary/target-groups/{resourceId}/{instanceGroup} GET
        /api/callback-simulator/campaign-job-report/summary/{resourceId}/{instanceGroup} GET
        /api/callback-simulator/campaign-job-report/{searchType}/search/export/{resourceId}/{instanceGroup} POST
        /api/callback-simulator/campaign-job-report/{searchType}/search/{resourceId}/{instanceGroup} POST
        /api/callback-simulator/campaign-job/export/{resourceId} POST
        /api/callback-simulator/campaign-job/form-details GET
        /api/callback-simulator/campaign-job/resend/users/{resourceId}/{instanceGroup} POST
        /api/callback-simulator/campaign-job/resend/{resourceId}/{instanceGroup} POST
        /api/callback-simulator/campaign-job/search/{resourceId} POST
        /api/callback-simulator/campaign-job/start POST
        /api/callback-simulator/campaign-job/stop/{resourceId}/{instanceGroup} PATCH
        /api/callback-simulator/campaign-job/{resourceId}/{instanceGroup} DELETE
        /api/callback-simulator/campaign/bulk-delete DELETE
        /api/callback-simulator/campaign/calculate-schedule-info POST
        /api/callback-simulator/campaign/calculate-sending-info POST
        /api/callback-simulator/campaign/email-delivery-settings GET
        /api/callback-simulator/campaign/form-details GET
        /api/callback-simulator/campaign/preview/{resourceId} GET
        /api/callback-simulator/campaign/root-company-shared-smtp-resource-id GET
        /api/callback-simulator/campaign/search POST
        /api/callback-simulator/campaign/search/export POST
        /api/callback-simulator/campaign/{resourceId} DELETE GET
        /api/callback-simulator/email-template POST
        /api/callback-simulator/email-template/bulk-delete DELETE
        /api/callback-simulator/email-template/download-attachment/{resourceId} GET
        /api/callback-simulator/email-template/merge-tags GET
        /api/callback-simulator/email-template/search POST
        /api/callback-simulator/email-template/search/export POST
        /api/callback-simulator/email-template/{resourceId} DELETE GET PUT
        /api/callback-simulator/scenario POST
        /api/callback-simulator/scenario/bulk-delete DELETE
        /api/callback-simulator/scenario/export POST
        /api/callback-simulator/scenario/preview/{resourceId} GET
        /api/callback-simulator/scenario/search POST
        /api/callback-simulator/scenario/{resourceId} DELETE GET PUT
        /api/callback-simulator/settings/available-numbers GET
        /api/callback-simulator/settings/exchange-number/{oldProviderNumberId}/{newProviderNumberId} POST
        /api/callback-simulator/settings/map-numbers POST
        /api/callback-simulator/settings/number-delete/{numberId} DELETE
        /api/callback-simulator/settings/search POST
        /api/callback-simulator/settings/search/export POST
        /api/callback-simulator/settings/usage GET
        /api/certificates POST
        /api/certificates/default-template GET
        /api/certificates/search POST
        /api/certificates/search/export POST
        /api/certificates/test-email POST
        /api/certificates/{resourceId} DELETE GET PUT
        /api/certificates/{resourceId}/default POST
        /api/communities POST
        /api/communities/invitations/{resourceId}/accept PUT
        /api/communities/invitations/{resourceId}/decline PUT
        /api/communities/membershiprequest/{resourceId}/accept PUT
        /api/communities/membershiprequest/{resourceId}/cancel PUT
        /api/communities/membershiprequest/{resourceId}/refuse PUT
        /api/communities/my-invitations GET
        /api/communities/my-invitations-count GET
        /api/communities/search/all POST
        /api/communities/search/my POST
        /api/communities/suggested GET
        /api/communities/{resourceId} DELETE GET PUT
        /api/communities/{resourceId}/appoint-owner POST
        /api/communities/{resourceId}/invite POST
        /api/communities/{resourceId}/join POST
        /api/communities/{resourceId}/leave POST
        /api/communities/{resourceId}/member POST
        /api/communities/{resourceId}/membershiprequest POST
        /api/communities/{resourceId}/membershiprequest-count GET
        /api/communities/{resourceId}/remove-member DELETE
        /api/community-posts POST
        /api/community-posts/comments/{resourceId} DELETE PUT
        /api/community-posts/message-file-preview POST
        /api/community-posts/my-last-posts GET
        /api/community-posts/notified-email-preview/{resourceId} GET
        /api/community-posts/parse-email-url POST
        /api/community-posts/search POST
        /api/community-posts/search/{communityResourceId} POST
        /api/community-posts/top-posts GET
        /api/community-posts/{communityPostResourceId}/comments GET POST
        /api/community-posts/{resourceId} DELETE GET PUT
        /api/community-posts/{resourceId}/edit GET
        /api/community-posts/{resourceId}/like POST
        /api/community-posts/{resourceId}/preview GET
        /api/community-posts/{resourceId}/share POST
        /api/custom-fields POST
        /api/custom-fields/bulk-update POST
        /api/custom-fields/company GET
        /api/custom-fields/groups/{resourceId} GET
        /api/custom-fields/{resourceId} GET PUT
        /api/dashboard/reported-email-trends POST
        /api/dashboard/reporters GET
        /api/dashboard/summary GET
        /api/dashboard/widgets GET POST
        /api/diagnostic POST
        /api/enrollments POST
        /api/enrollments/archive/search POST
        /api/enrollments/archive/{resourceId} DELETE
        /api/enrollments/archive/{resourceId}/restore POST
        /api/enrollments/downloadscormproxy/{enrollmentId} POST
        /api/enrollments/form-details GET
        /api/enrollments/phone-number GET
        /api/enrollments/resend-certificate POST
        /api/enrollments/resend-teams POST
        /api/enrollments/scorm-proxy POST
        /api/enrollments/search POST
        /api/enrollments/search/export POST
        /api/enrollments/send-sms POST
        /api/enrollments/send-teams POST
        /api/enrollments/{enrollmentId}/certificates/search POST
        /api/enrollments/{enrollmentId}/stop-autoenroll POST
        /api/enrollments/{enrollmentId}/stop-reminder POST
        /api/enrollments/{resourceId} DELETE GET PUT
        /api/enrollments/{resourceId}/content GET
        /api/enrollments/{resourceId}/languages GET
        /api/enrollments/{resourceId}/send POST
        /api/enrollments/{resourceId}/stop POST
        /api/executive-report POST
        /api/executive-report/get-widget-datas POST
        /api/executive-report/metrics GET
        /api/executive-report/search POST
        /api/executive-report/{resourceId} DELETE GET PUT
        /api/executive-report/{resourceId}/logo GET
        /api/executive-report/{resourceId}/upload POST
        /api/feedback POST
        /api/file/all GET
        /api/file/compress-html POST
        /api/file/delete DELETE
        /api/file/parse-email-file POST
        /api/file/upload POST
        /api/file/uploaded GET
        /api/file/{resourceId} GET
        /api/gamificationreport/badges-cached/{targetUserResourceId} GET
        /api/gamificationreport/badges/{targetUserResourceId} GET
        /api/gamificationreport/calculate-badges POST
        /api/gamificationreport/learning/{targetUserResourceId} POST
        /api/gamificationreport/phishing-result/{targetUserResourceId} GET
        /api/gamificationreport/top-performance/{targetUserResourceId} GET
        /api/gamificationreport/user-info/{targetUserResourceId} GET
        /api/google-user-provisioning GET
        /api/google-user-provisioning/group GET
        /api/google-user-provisioning/orgunit GET
        /api/google-user-provisioning/sync POST
        /api/google-user-provisioning/sync-now POST
        /api/google-user-provisioning/sync-stop POST
        /api/googleoauth/authorize GET
        /api/googleoauth/callback GET
        /api/googleoauth/revoke DELETE
        /api/heartbeat POST
        /api/investigations POST
        /api/investigations/actions-delete PUT
        /api/investigations/actions-delete-and-notify PUT
        /api/investigations/actions-warning PUT
        /api/investigations/scan-types GET
        /api/investigations/search POST
        /api/investigations/search/export POST
        /api/investigations/{resourceId} GET
        /api/investigations/{resourceId}/actions-delete POST
        /api/investigations/{resourceId}/actions-delete-and-notify POST
        /api/investigations/{resourceId}/actions-warning POST
        /api/investigations/{resourceId}/cancel PUT
        /api/investigations/{resourceId}/progress PUT
        /api/investigations/{resourceId}/result POST
        /api/investigations/{resourceId}/search-email POST
        /api/investigations/{resourceId}/search-email/export POST
        /api/investigations/{resourceId}/search-user POST
        /api/investigations/{resourceId}/search-user/export POST
        /api/investigations/{resourceId}/summary GET
        /api/investigations/{resourceId}/user POST PUT
        /api/ir/dashboard/running-investigations GET
        /api/ir/dashboard/summary GET
        /api/ir/dashboard/top-rules GET
        /api/is/dashboard/search-log POST
        /api/is/dashboard/search-log/export POST
        /api/is/dashboard/search-stats POST
        /api/is/dashboard/search-stats/export POST
        /api/is/dashboard/summary POST
        /api/jobs GET
        /api/jobs/{resourceId} GET
        /api/languages GET
        /api/ldap-config POST
        /api/ldap-fields GET
        /api/ldap-schedule/search POST
        /api/ldap-schedule/{resourceId} DELETE GET PUT
        /api/ldap-setting POST
        /api/ldap-setting/detail GET
        /api/ldap-setting/mapping POST
        /api/ldap-setting/status/{transactionId} GET
        /api/ldap-setting/target-groups GET
        /api/ldap-setting/test-connection POST
        /api/ldap-setting/{resourceId} PUT
        /api/leaderboard/form-details GET
        /api/leaderboard/get-all POST
        /api/leaderboard/get-all/export POST
        /api/leaderboard/get-top-performers POST
        /api/leaderboard/get-user-timeline POST
        /api/leaderboard/get-user-timeline/export POST
        /api/leaderboard/search-with-timeline POST
        /api/leaderboard/user-performance POST
        /api/mail-configurations GET
        /api/mail-configurations/ews POST
        /api/mail-configurations/ews/check-api-connectivity POST
        /api/mail-configurations/ews/check-email-body-access POST
        /api/mail-configurations/ews/check-email-header-access POST
        /api/mail-configurations/ews/check-inbox-access POST
        /api/mail-configurations/ews/check-mail-filter POST
        /api/mail-configurations/ews/check-privileges-access POST
        /api/mail-configurations/ews/{resourceId} DELETE PUT
        /api/mail-configurations/googleworkspace POST
        /api/mail-configurations/googleworkspace/{resourceId} DELETE PUT
        /api/mail-configurations/gsuite/check-all-users-access POST
        /api/mail-configurations/gsuite/check-api-connectivity POST
        /api/mail-configurations/gsuite/check-create-new-category POST
        /api/mail-configurations/gsuite/check-delete-email POST
        /api/mail-configurations/gsuite/check-email-access POST
        /api/mail-configurations/gsuite/check-inbox-access POST
        /api/mail-configurations/gsuite/check-privileges-access POST
        /api/mail-configurations/gsuite/check-update-category POST
        /api/mail-configurations/o365 POST
        /api/mail-configurations/o365/check-all-users-access POST
        /api/mail-configurations/o365/check-api-connectivity POST
        /api/mail-configurations/o365/check-create-new-category POST
        /api/mail-configurations/o365/check-delete-email POST
        /api/mail-configurations/o365/check-email-access POST
        /api/mail-configurations/o365/check-inbox-access POST
        /api/mail-configurations/o365/check-privileges-access POST
        /api/mail-configurations/o365/check-update-category POST
        /api/mail-configurations/o365/list-related-domains POST
        /api/mail-configurations/o365/{resourceId} DELETE PUT
        /api/mail-configurations/search POST
        /api/mail-configurations/search/export POST
        /api/mail-configurations/{providerName}/{resourceId} GET
        /api/notifications/{enrollmentId}/search POST
        /api/notified-emails/attachments POST
        /api/notified-emails/attachments/{resourceId} GET
        /api/notified-emails/bulk-update PUT
        /api/notified-emails/bulk-update-email-stats POST
        /api/notified-emails/for-edit/{resourceId} GET
        /api/notified-emails/fortisandbox-attachments-report/{resourceId} GET
        /api/notified-emails/matching-playbooks/{playbookResourceId}/search POST
        /api/notified-emails/matching-playbooks/{playbookResourceId}/search/export POST
        /api/notified-emails/msg-files POST
        /api/notified-emails/msg-files/{resourceId} GET
        /api/notified-emails/search POST
        /api/notified-emails/search/export POST
        /api/notified-emails/{resourceId} GET PUT
        /api/notified-emails/{resourceId}/reanalyze GET
        /api/notify/attachment-hash POST
        /api/notify/result POST
        /api/notify/url POST
        /api/pbi/reports/{companyResourceId} GET
        /api/pbi/reports/{companyResourceId}/{resourceId} GET
        /api/phishing-reporter GET POST
        /api/phishing-reporter-users/bulk-delete DELETE
        /api/phishing-reporter-users/{resourceId} DELETE
        /api/phishing-reporter/app-permission-access/{isGranted} PUT
        /api/phishing-reporter/download/diagnostic-tool/{resourceId} GET
        /api/phishing-reporter/download/outlook-addin/{resourceId} GET
        /api/phishing-reporter/generate/diagnostic-tool GET
        /api/phishing-reporter/generate/gsuite-addin GET
        /api/phishing-reporter/generate/microsoft365-addin GET
        /api/phishing-reporter/generate/microsoft365-spam-reporting-addin GET
        /api/phishing-reporter/generate/outlook-addin GET
        /api/phishing-reporter/history/search POST
        /api/phishing-reporter/history/search/export POST
        /api/phishing-reporter/img GET
        /api/phishing-reporter/link-graph-account POST
        /api/phishing-reporter/o365-spam-reporting/settings GET
        /api/phishing-reporter/search POST
        /api/phishing-reporter/search/export POST
        /api/phishing-reporter/summary GET
        /api/phishing-reporter/translate-addin-settings POST
        /api/phishing-reporter/unlink-graph-account DELETE
        /api/phishing-simulator/campaign-job/start/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/dns-services POST
        /api/phishing-simulator/dns-services/form-details GET
        /api/phishing-simulator/dns-services/search POST
        /api/phishing-simulator/dns-services/search/export POST
        /api/phishing-simulator/dns-services/{resourceId} DELETE GET PUT
        /api/phishing-simulator/dns-services/{resourceId}/test POST
        /api/phishing-simulator/domain-records POST
        /api/phishing-simulator/domain-records/form-details GET
        /api/phishing-simulator/domain-records/search POST
        /api/phishing-simulator/domain-records/search/export POST
        /api/phishing-simulator/domain-records/test POST
        /api/phishing-simulator/domain-records/{resourceId} DELETE GET PUT
        /api/phishing-simulator/email-templates GET POST
        /api/phishing-simulator/email-templates/ai-generation-options GET
        /api/phishing-simulator/email-templates/ai-limit GET
        /api/phishing-simulator/email-templates/bulk-delete DELETE
        /api/phishing-simulator/email-templates/download-attachment/{resourceId} GET
        /api/phishing-simulator/email-templates/generate POST
        /api/phishing-simulator/email-templates/merge-tags GET
        /api/phishing-simulator/email-templates/search POST
        /api/phishing-simulator/email-templates/search/export POST
        /api/phishing-simulator/email-templates/translate POST
        /api/phishing-simulator/email-templates/{resourceId} DELETE GET PUT
        /api/phishing-simulator/excluded-ip POST
        /api/phishing-simulator/excluded-ip-list GET
        /api/phishing-simulator/landing-page-template GET POST
        /api/phishing-simulator/landing-page-template/ai-limit GET
        /api/phishing-simulator/landing-page-template/bulk-delete DELETE
        /api/phishing-simulator/landing-page-template/form-details GET
        /api/phishing-simulator/landing-page-template/generate POST
        /api/phishing-simulator/landing-page-template/search POST
        /api/phishing-simulator/landing-page-template/search/export POST
        /api/phishing-simulator/landing-page-template/translate-content POST
        /api/phishing-simulator/landing-page-template/translated-content/{temporaryKey} GET
        /api/phishing-simulator/landing-page-template/{resourceId} DELETE GET PUT
        /api/phishing-simulator/phishing-campaign POST
        /api/phishing-simulator/phishing-campaign-job-report/activity-users/search POST
        /api/phishing-simulator/phishing-campaign-job-report/activity/{resourceId} PUT
        /api/phishing-simulator/phishing-campaign-job-report/export/{resourceId}/{instanceGroup} GET
        /api/phishing-simulator/phishing-campaign-job-report/search POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-clicked/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-opened-attachment/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-opened/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-replied/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-reported/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-email-submitted/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search-mfa-submitted/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job-report/search/export POST
        /api/phishing-simulator/phishing-campaign-job-report/summary/target-groups/{resourceId}/{instanceGroup} GET
        /api/phishing-simulator/phishing-campaign-job-report/summary/training/{resourceId}/{instanceGroup} GET
        /api/phishing-simulator/phishing-campaign-job-report/summary/{resourceId}/{instanceGroup} GET
        /api/phishing-simulator/phishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/email-templates/{templateResourceId} GET
        /api/phishing-simulator/phishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/landing-page-template/{templateResourceId} GET
        /api/phishing-simulator/phishing-campaign-job-report/{resourceId}/search POST
        /api/phishing-simulator/phishing-campaign-job-report/{resourceId}/search/export POST
        /api/phishing-simulator/phishing-campaign-job-report/{searchType}/search/export/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/phishing-campaign-job-report/{searchType}/search/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/phishing-campaign-job/email-activity/{resourceId} GET
        /api/phishing-simulator/phishing-campaign-job/form-details GET
        /api/phishing-simulator/phishing-campaign-job/resend/list/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/phishing-campaign-job/resend/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/phishing-campaign-job/start/{resourceId} POST
        /api/phishing-simulator/phishing-campaign-job/start/{resourceId}/{instanceGroup} POST
        /api/phishing-simulator/phishing-campaign-job/stop/{resourceId}/{instanceGroup} PATCH
        /api/phishing-simulator/phishing-campaign-job/{resourceId}/{instanceGroup} DELETE
        /api/phishing-simulator/phishing-campaign/bulk-delete DELETE
        /api/phishing-simulator/phishing-campaign/calculate-schedule-info POST
        /api/phishing-simulator/phishing-campaign/calculate-sending-info POST
        /api/phishing-simulator/phishing-campaign/default-email-delivery-setting GET
        /api/phishing-simulator/phishing-campaign/email-delivery-setting-list GET
        /api/phishing-simulator/phishing-campaign/form-details GET
        /api/phishing-simulator/phishing-campaign/preview/{resourceId} GET
        /api/phishing-simulator/phishing-campaign/preview/{smtpSettingResourceId}/{phishingScenarioResourceId} GET
        /api/phishing-simulator/phishing-campaign/root-company-shared-smtp-resource-id GET
        /api/phishing-simulator/phishing-campaign/search POST
        /api/phishing-simulator/phishing-campaign/search/export POST
        /api/phishing-simulator/phishing-campaign/search/unscheduled POST
        /api/phishing-simulator/phishing-campaign/{resourceId} DELETE GET PUT
        /api/phishing-simulator/phishing-scenario POST
        /api/phishing-simulator/phishing-scenario/bulk-delete DELETE
        /api/phishing-simulator/phishing-scenario/form-details GET
        /api/phishing-simulator/phishing-scenario/mfa-phone-number GET
        /api/phishing-simulator/phishing-scenario/preview/{emailTemplateResourceId}/{landingPageTemplateResourceId} GET
        /api/phishing-simulator/phishing-scenario/preview/{resourceId} GET
        /api/phishing-simulator/phishing-scenario/scenario-statistics GET
        /api/phishing-simulator/phishing-scenario/search POST
        /api/phishing-simulator/phishing-scenario/search/category-info POST
        /api/phishing-simulator/phishing-scenario/search/export POST
        /api/phishing-simulator/phishing-scenario/{resourceId} DELETE GET PUT
        /api/phishing-simulator/translated-email-templates GET
        /api/phishing-simulator/{resourceId}/target-groups GET
        /api/playbooks POST
        /api/playbooks/search POST
        /api/playbooks/search/export POST
        /api/playbooks/{resourceId} DELETE GET PUT
        /api/quishing-simulator/dns-services POST
        /api/quishing-simulator/dns-services/form-details GET
        /api/quishing-simulator/dns-services/search POST
        /api/quishing-simulator/dns-services/search/export POST
        /api/quishing-simulator/dns-services/{resourceId} DELETE GET PUT
        /api/quishing-simulator/dns-services/{resourceId}/test POST
        /api/quishing-simulator/domain-records POST
        /api/quishing-simulator/domain-records/form-details GET
        /api/quishing-simulator/domain-records/search POST
        /api/quishing-simulator/domain-records/search/export POST
        /api/quishing-simulator/domain-records/test POST
        /api/quishing-simulator/domain-records/{resourceId} DELETE GET PUT
        /api/quishing-simulator/email-templates POST
        /api/quishing-simulator/email-templates/download-attachment/{resourceId} GET
        /api/quishing-simulator/email-templates/merge-tags GET
        /api/quishing-simulator/email-templates/search POST
        /api/quishing-simulator/email-templates/search/export POST
        /api/quishing-simulator/email-templates/{resourceId} DELETE GET PUT
        /api/quishing-simulator/excluded-ip POST
        /api/quishing-simulator/excluded-ip-list GET
        /api/quishing-simulator/landing-page-template POST
        /api/quishing-simulator/landing-page-template/bulk-delete DELETE
        /api/quishing-simulator/landing-page-template/form-details GET
        /api/quishing-simulator/landing-page-template/search POST
        /api/quishing-simulator/landing-page-template/search/export POST
        /api/quishing-simulator/landing-page-template/{resourceId} DELETE GET PUT
        /api/quishing-simulator/quishing-campaign POST
        /api/quishing-simulator/quishing-campaign-job-report/export/{resourceId}/{instanceGroup} GET
        /api/quishing-simulator/quishing-campaign-job-report/printout-users/search/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job-report/search POST
        /api/quishing-simulator/quishing-campaign-job-report/search-all/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search-email-clicked/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search-email-opened/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search-email-reported/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search-email-submitted/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search-mfa-submitted/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job-report/search/export POST
        /api/quishing-simulator/quishing-campaign-job-report/summary/target-groups/{resourceId}/{instanceGroup} GET
        /api/quishing-simulator/quishing-campaign-job-report/summary/training/{resourceId}/{instanceGroup} GET
        /api/quishing-simulator/quishing-campaign-job-report/summary/{resourceId}/{instanceGroup} GET
        /api/quishing-simulator/quishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/email-templates/{templateResourceId} GET
        /api/quishing-simulator/quishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/landing-page-template/{templateResourceId} GET
        /api/quishing-simulator/quishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/quishing-templates/{templateResourceId} GET
        /api/quishing-simulator/quishing-campaign-job-report/{resourceId}/search POST
        /api/quishing-simulator/quishing-campaign-job-report/{resourceId}/search/export POST
        /api/quishing-simulator/quishing-campaign-job-report/{searchType}/search/export/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job-report/{searchType}/search/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job/download-individual/{resourceId}/{instanceGroup} GET
        /api/quishing-simulator/quishing-campaign-job/email-activity/{resourceId} GET
        /api/quishing-simulator/quishing-campaign-job/form-details GET
        /api/quishing-simulator/quishing-campaign-job/resend/list/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job/resend/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job/start/{resourceId} POST
        /api/quishing-simulator/quishing-campaign-job/start/{resourceId}/{instanceGroup} POST
        /api/quishing-simulator/quishing-campaign-job/stop/{resourceId}/{instanceGroup} PATCH
        /api/quishing-simulator/quishing-campaign-job/{resourceId}/{instanceGroup} DELETE
        /api/quishing-simulator/quishing-campaign/bulk-delete DELETE
        /api/quishing-simulator/quishing-campaign/calculate-schedule-info POST
        /api/quishing-simulator/quishing-campaign/calculate-sending-info POST
        /api/quishing-simulator/quishing-campaign/email-delivery-setting-list GET
        /api/quishing-simulator/quishing-campaign/form-details GET
        /api/quishing-simulator/quishing-campaign/preview/{resourceId} GET
        /api/quishing-simulator/quishing-campaign/preview/{smtpSettingResourceId}/{quishingScenarioResourceId} GET
        /api/quishing-simulator/quishing-campaign/print-preview/{resourceId} GET
        /api/quishing-simulator/quishing-campaign/root-company-shared-smtp-resource-id GET
        /api/quishing-simulator/quishing-campaign/search POST
        /api/quishing-simulator/quishing-campaign/search/export POST
        /api/quishing-simulator/quishing-campaign/{resourceId} DELETE GET PUT
        /api/quishing-simulator/quishing-scenario POST
        /api/quishing-simulator/quishing-scenario/bulk-delete DELETE
        /api/quishing-simulator/quishing-scenario/form-details GET
        /api/quishing-simulator/quishing-scenario/mfa-phone-number GET
        /api/quishing-simulator/quishing-scenario/preview/{templateType}/{resourceId} GET
        /api/quishing-simulator/quishing-scenario/preview/{templateType}/{templateResourceId}/{landingPageTemplateResourceId} GET
        /api/quishing-simulator/quishing-scenario/print-preview/{resourceId} GET
        /api/quishing-simulator/quishing-scenario/search POST
        /api/quishing-simulator/quishing-scenario/search/export POST
        /api/quishing-simulator/quishing-scenario/{resourceId} DELETE GET PUT
        /api/quishing-simulator/quishing-templates POST
        /api/quishing-simulator/quishing-templates/bulk-delete DELETE
        /api/quishing-simulator/quishing-templates/merge-tags/{templateType} GET
        /api/quishing-simulator/quishing-templates/preview/{resourceId} GET
        /api/quishing-simulator/quishing-templates/search POST
        /api/quishing-simulator/quishing-templates/search/export POST
        /api/quishing-simulator/quishing-templates/{resourceId} DELETE GET PUT
        /api/report-scheduling POST
        /api/report-scheduling/managers GET
        /api/report-scheduling/search POST
        /api/report-scheduling/search/export POST
        /api/report-scheduling/target-groups GET
        /api/report-scheduling/{resourceId} GET PUT
        /api/report-scheduling/{resourceId}/status/{statusId} PUT
        /api/report-scheduling/{resourceId}/{reportType} DELETE
        /api/reports/ticket GET
        /api/scorm/lmscommit POST
        /api/scorm/lmsfinish POST
        /api/scorm/lmsgetvalue POST
        /api/scorm/lmsinitialize POST
        /api/scorm/lmslog POST
        /api/scorm/lmssetvalue POST
        /api/scormproxy/lmscommit POST
        /api/scormproxy/lmsfinish POST
        /api/scormproxy/lmsgetvalue POST
        /api/scormproxy/lmsinitialize POST
        /api/scormproxy/lmslog POST
        /api/scormproxy/lmssetvalue POST
        /api/securitygrowthauth/login POST
        /api/securitygrowthauth/send-magic-link POST
        /api/securitygrowthdashboard/certificate-download/{enrollmentId} GET
        /api/securitygrowthdashboard/my-badges GET
        /api/securitygrowthdashboard/my-certificates POST
        /api/securitygrowthdashboard/my-learning POST
        /api/securitygrowthdashboard/phishing-result GET
        /api/securitygrowthdashboard/top-performance GET
        /api/securitygrowthdashboard/user-info GET
        /api/securitygrowthdashboard/user-timeline POST
        /api/smishing-simulator/dns-services POST
        /api/smishing-simulator/dns-services/form-details GET
        /api/smishing-simulator/dns-services/search POST
        /api/smishing-simulator/dns-services/search/export POST
        /api/smishing-simulator/dns-services/{resourceId} DELETE GET PUT
        /api/smishing-simulator/dns-services/{resourceId}/test POST
        /api/smishing-simulator/domain-records POST
        /api/smishing-simulator/domain-records/form-details GET
        /api/smishing-simulator/domain-records/search POST
        /api/smishing-simulator/domain-records/search/export POST
        /api/smishing-simulator/domain-records/test POST
        /api/smishing-simulator/domain-records/{resourceId} DELETE GET PUT
        /api/smishing-simulator/excluded-ip POST
        /api/smishing-simulator/excluded-ip-list GET
        /api/smishing-simulator/landing-page-template POST
        /api/smishing-simulator/landing-page-template/bulk-delete DELETE
        /api/smishing-simulator/landing-page-template/form-details GET
        /api/smishing-simulator/landing-page-template/search POST
        /api/smishing-simulator/landing-page-template/search/export POST
        /api/smishing-simulator/landing-page-template/{resourceId} DELETE GET PUT
        /api/smishing-simulator/smishing-campaign POST
        /api/smishing-simulator/smishing-campaign-job-report/export/{resourceId}/{instanceGroup} GET
        /api/smishing-simulator/smishing-campaign-job-report/search POST
        /api/smishing-simulator/smishing-campaign-job-report/search-mfa-submitted/{resourceId} POST
        /api/smishing-simulator/smishing-campaign-job-report/search-sms-all/{resourceId} POST
        /api/smishing-simulator/smishing-campaign-job-report/search-sms-clicked/{resourceId} POST
        /api/smishing-simulator/smishing-campaign-job-report/search-sms-submitted/{resourceId} POST
        /api/smishing-simulator/smishing-campaign-job-report/search/export POST
        /api/smishing-simulator/smishing-campaign-job-report/summary/target-groups/{resourceId}/{instanceGroup} GET
        /api/smishing-simulator/smishing-campaign-job-report/summary/training/{resourceId}/{instanceGroup} GET
        /api/smishing-simulator/smishing-campaign-job-report/summary/{resourceId}/{instanceGroup} GET
        /api/smishing-simulator/smishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/landing-page-template/{templateResourceId} GET
        /api/smishing-simulator/smishing-campaign-job-report/summary/{resourceId}/{instanceGroup}/text-templates/{templateResourceId} GET
        /api/smishing-simulator/smishing-campaign-job-report/{resourceId}/search POST
        /api/smishing-simulator/smishing-campaign-job-report/{resourceId}/search/export POST
        /api/smishing-simulator/smishing-campaign-job-report/{searchType}/search/export/{resourceId}/{instanceGroup} POST
        /api/smishing-simulator/smishing-campaign-job-report/{searchType}/search/{resourceId}/{instanceGroup} POST
        /api/smishing-simulator/smishing-campaign-job/form-details GET
        /api/smishing-simulator/smishing-campaign-job/resend/list/{resourceId}/{instanceGroup} POST
        /api/smishing-simulator/smishing-campaign-job/resend/{resourceId}/{instanceGroup} POST
        /api/smishing-simulator/smishing-campaign-job/start/{resourceId} POST
        /api/smishing-simulator/smishing-campaign-job/start/{resourceId}/{instanceGroup} POST
        /api/smishing-simulator/smishing-campaign-job/stop/{resourceId}/{instanceGroup} PATCH
        /api/smishing-simulator/smishing-campaign-job/{resourceId}/{instanceGroup} DELETE
        /api/smishing-simulator/smishing-campaign/calculate-schedule-info POST
        /api/smishing-simulator/smishing-campaign/calculate-sending-info POST
        /api/smishing-simulator/smishing-campaign/form-details GET
        /api/smishing-simulator/smishing-campaign/phone-number GET
        /api/smishing-simulator/smishing-campaign/preview/{resourceId} GET
        /api/smishing-simulator/smishing-campaign/search POST
        /api/smishing-simulator/smishing-campaign/search/export POST
        /api/smishing-simulator/smishing-campaign/{resourceId} DELETE GET PUT
        /api/smishing-simulator/smishing-scenario POST
        /api/smishing-simulator/smishing-scenario/bulk-delete DELETE
        /api/smishing-simulator/smishing-scenario/form-details GET
        /api/smishing-simulator/smishing-scenario/mfa-phone-number GET
        /api/smishing-simulator/smishing-scenario/preview/{resourceId} GET
        /api/smishing-simulator/smishing-scenario/preview/{textTemplateResourceId}/{landingPageTemplateResourceId} GET
        /api/smishing-simulator/smishing-scenario/search POST
        /api/smishing-simulator/smishing-scenario/search/export POST
        /api/smishing-simulator/smishing-scenario/{resourceId} DELETE GET PUT
        /api/smishing-simulator/text-templates POST
        /api/smishing-simulator/text-templates/bulk-delete DELETE
        /api/smishing-simulator/text-templates/merge-tags GET
        /api/smishing-simulator/text-templates/search POST
        /api/smishing-simulator/text-templates/search/export POST
        /api/smishing-simulator/text-templates/{resourceId} DELETE GET PUT
        /api/system-info/summary GET
        /api/system-info/version GET
        /api/tags/search POST
        /api/target-groups GET POST
        /api/target-groups/search POST
        /api/target-groups/search-name POST
        /api/target-groups/search/all POST
        /api/target-groups/search/current-company POST
        /api/target-groups/search/export POST
        /api/target-groups/targetgroupusercountdetail POST
        /api/target-groups/targetgroupusercountdetailext POST
        /api/target-groups/upload POST
        /api/target-groups/upload/{transactionId} GET
        /api/target-groups/upload/{transactionId}/search GET
        /api/target-groups/users PUT
        /api/target-groups/{resourceId} DELETE GET PUT
        /api/target-groups/{resourceId}/users DELETE POST
        /api/target-groups/{resourceId}/users/export POST
        /api/target-users POST
        /api/target-users/bulk-delete DELETE
        /api/target-users/by-resource-ids POST
        /api/target-users/count-summary GET
        /api/target-users/create-mapping POST
        /api/target-users/enrollment-emails POST
        /api/target-users/enrollment-emails/count POST
        /api/target-users/example-file POST
        /api/target-users/include-deleted/by-resource-ids POST
        /api/target-users/mapping-job/{resourceId} GET
        /api/target-users/scorm-email POST
        /api/target-users/search POST
        /api/target-users/search-email POST
        /api/target-users/search/export POST
        /api/target-users/upload POST
        /api/target-users/upload/{transactionId} GET
        /api/target-users/{resourceId} DELETE GET PUT
        /api/target-users/{resourceId}/groups POST
        /api/target-users/{transactionId}/import POST
        /api/target-users/{transactionId}/search POST
        /api/target-users/{transactionId}/search/export POST
        /api/target-users/{transactionId}/update PUT
        /api/training-reports/activity-users/search POST
        /api/training-reports/anonymous/{enrollmentId} POST
        /api/training-reports/anonymous/{enrollmentId}/progress POST
        /api/training-reports/anonymous/{enrollmentId}/progress-detail/{targetuserresultId} POST
        /api/training-reports/anonymous/{enrollmentId}/result POST
        /api/training-reports/anonymous/{enrollmentId}/result-detail/{targetuserresultId} POST
        /api/training-reports/anonymous/{enrollmentId}/summary GET
        /api/training-reports/anonymous/{enrollmentId}/user-detail/{targetuserresultId} POST
        /api/training-reports/certificate/{certificateId} POST
        /api/training-reports/form-details GET
        /api/training-reports/{enrollmentId}/clicked-emails/resend POST
        /api/training-reports/{enrollmentId}/clicked-emails/search POST
        /api/training-reports/{enrollmentId}/clicked-emails/search/export POST
        /api/training-reports/{enrollmentId}/email-event/{targetUserResourceId} GET
        /api/training-reports/{enrollmentId}/email-event/{userMailId}/reminder GET
        /api/training-reports/{enrollmentId}/exam-result-details/{targetUserResourceId} GET
        /api/training-reports/{enrollmentId}/exam-result-sessions/{targetUserResourceId} GET
        /api/training-reports/{enrollmentId}/exam-results/resend POST
        /api/training-reports/{enrollmentId}/exam-results/search POST
        /api/training-reports/{enrollmentId}/exam-results/search/export POST
        /api/training-reports/{enrollmentId}/export POST
        /api/training-reports/{enrollmentId}/interactions/{targetUserResourceId} GET
        /api/training-reports/{enrollmentId}/no-response/resend POST
        /api/training-reports/{enrollmentId}/no-response/search POST
        /api/training-reports/{enrollmentId}/no-response/search/export POST
        /api/training-reports/{enrollmentId}/opened-emails/resend POST
        /api/training-reports/{enrollmentId}/opened-emails/search POST
        /api/training-reports/{enrollmentId}/opened-emails/search/export POST
        /api/training-reports/{enrollmentId}/progress-details/{targetUserResourceId} GET
        /api/training-reports/{enrollmentId}/progress/resend POST
        /api/training-reports/{enrollmentId}/progress/search POST
        /api/training-reports/{enrollmentId}/progress/search/export POST
        /api/training-reports/{enrollmentId}/reminder-mails/search POST
        /api/training-reports/{enrollmentId}/resend POST
        /api/training-reports/{enrollmentId}/sending-report/resend POST
        /api/training-reports/{enrollmentId}/sending-report/search POST
        /api/training-reports/{enrollmentId}/sending-report/search/export POST
        /api/training-reports/{enrollmentId}/summary GET
        /api/training-reports/{enrollmentId}/users/resend POST
        /api/training-reports/{enrollmentId}/users/search POST
        /api/training-reports/{enrollmentId}/users/search/export POST
        /api/trainings POST
        /api/trainings/behaviours GET
        /api/trainings/categories GET
        /api/trainings/compliances GET
        /api/trainings/download POST
        /api/trainings/download-content GET
        /api/trainings/draft POST
        /api/trainings/durations GET
        /api/trainings/get-training-type-count POST
        /api/trainings/languages GET
        /api/trainings/levels GET
        /api/trainings/scorm GET
        /api/trainings/scorm/preview POST
        /api/trainings/search POST
        /api/trainings/search-summary POST
        /api/trainings/search/export POST
        /api/trainings/target-audiences GET
        /api/trainings/template-merge-tags GET
        /api/trainings/types GET
        /api/trainings/vendors GET
        /api/trainings/{resourceId} DELETE GET PUT
        /api/trainings/{resourceId}/content/{languageId} DELETE
        /api/trainings/{resourceId}/duplicate POST
        /api/trainings/{resourceId}/upload-content POST
        /api/trainings/{resourceId}/upload-file-content POST
        /api/trainings/{trainingId}/favourite DELETE POST
        /api/whitelabeling GET
        /api/whitelabeling/by-url POST
        /api/whitelabeling/check-dns POST
        /api/whitelabeling/resolve-whitelabeling GET
        /api/whitelabeling/{companyId} GET
        /api/whitelabeling/{resourceId} DELETE PUT
        """
}
