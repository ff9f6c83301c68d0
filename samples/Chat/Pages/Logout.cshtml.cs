using Chat.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Stomp.Broker.Sessions;

namespace Chat.Pages;

/// <summary>Ends a login, and with it the connections that were made by it.</summary>
internal sealed class LogoutModel(IUserRegistry users) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        string? login = User.FindFirst(AccountDirectory.LoginClaim)?.Value;
        await HttpContext.SignOutAsync();
        foreach (IStompSession session in users.FindUser(User.Identity!.Name!)?.Sessions ?? [])
        {
            if (session.User.HasClaim(AccountDirectory.LoginClaim, login ?? ""))
            {
                session.Close("You have logged out.");
            }
        }

        return Redirect("/login?logout");
    }
}
