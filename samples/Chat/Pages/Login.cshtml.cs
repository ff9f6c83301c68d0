using System.Security.Claims;
using Chat.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Chat.Pages;

/// <summary>The form that one logs in with. Its URLs and fields are those of Spring Security's.</summary>
[AllowAnonymous]
internal sealed class LoginModel(AccountDirectory accounts) : PageModel
{
    /// <summary>Whether the last attempt failed.</summary>
    public bool Failed => Request.Query.ContainsKey("error");

    /// <summary>What there is to say about how one came here.</summary>
    public string? Notice => Failed ? "User name or password is wrong."
        : Request.Query.ContainsKey("logout") ? "You have been logged out."
        : null;

    public async Task<IActionResult> OnPostAsync(string username, string password, string? returnUrl)
    {
        ClaimsPrincipal? user = ModelState.IsValid ? accounts.LogIn(username, password) : null;
        if (user is null)
        {
            return Redirect(returnUrl is null ? "/login?error" : $"/login?error&returnUrl={Uri.EscapeDataString(returnUrl)}");
        }

        await HttpContext.SignInAsync(user);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
